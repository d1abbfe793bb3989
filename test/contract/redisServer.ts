import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Whether this machine has a Redis that can be started. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** An empty Redis without persistence or network: it listens on a socket in a folder of its own. */
export async function startRedis(): Promise<{ readonly socket: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stampede-redis-'))
  const socket = path.join(folder, 'redis.sock')
  const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder]
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(server, 'exit')
  let said = ''
  for await (const chunk of server.stdout) {
    said += chunk
    if (/ready to accept connections/i.test(said)) break
  }
  if (server.exitCode !== null) throw new Error(`redis-server has ended: ${said}`)
  return {
    socket,
    stop: async () => {
      server.kill()
      await exit
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
