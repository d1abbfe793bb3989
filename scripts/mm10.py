"""M/M/10 at 80 % load in SimPy, as src/cli/bench/markovQueue.ts has it: what `npm run bench` compares with.

usage: mm10.py CUSTOMERS; prints {"version", "seconds", "meanWait"}, the wait in mean service times.
"""
import json
import random
import sys
import time

import simpy


def main(customers):
    chance = random.Random(1)
    env = simpy.Environment()
    servers = simpy.Resource(env, capacity=10)
    waited = 0.0

    def customer():
        nonlocal waited
        arrived = env.now
        with servers.request() as turn:
            yield turn
            waited += env.now - arrived
            yield env.timeout(chance.expovariate(1))

    def arrivals():
        for _ in range(customers):
            yield env.timeout(chance.expovariate(8))
            env.process(customer())

    env.process(arrivals())
    began = time.perf_counter()
    env.run()
    seconds = time.perf_counter() - began
    print(json.dumps({"version": simpy.__version__, "seconds": seconds, "meanWait": waited / customers}))


main(int(sys.argv[1]))
