interface SequenceProps {
  /** The name of a recorded exchange. */
  readonly of: string
  readonly caption: string
}

/** Who said what to whom, from a trace of the engine. */
export function Sequence({ of, caption }: SequenceProps) {
  return (
    <figure>
      {of}
      <figcaption>{caption}</figcaption>
    </figure>
  )
}
