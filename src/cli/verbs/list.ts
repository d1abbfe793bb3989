import { scenarios } from '#scenarios/catalogue.ts'
import type { Output } from '../output.ts'

export function list(output: Output): void {
  const labs = scenarios.map(({ id, title, prompt, designs, objectives }) => ({
    id,
    title,
    prompt,
    designs: designs.map(each => ({ id: each.id, title: each.title })),
    objectives: objectives.map(({ id, title, metric, target, unit, primary }) => ({
      id,
      title,
      metric,
      target,
      unit,
      primary,
    })),
  }))
  output.json({ scenarios: labs })
  for (const lab of labs) {
    output.line(`${lab.id}  ${lab.title}`)
    output.line(`  ${lab.prompt}`)
    output.line(`  designs: ${lab.designs.map(each => `${each.id} (${each.title})`).join(', ')}`)
    for (const objective of lab.objectives) {
      output.line(
        `  ${objective.primary ? 'primary ' : ''}objective: ${objective.title} <= ${objective.target} (${objective.metric})`,
      )
    }
  }
}
