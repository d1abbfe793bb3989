interface SourceProps {
  /** A file of src/, from there: 'cache/flights.ts'. */
  readonly file: string
  /** A declaration in it: a function, a class, or a member as 'Flights.join'. */
  readonly declaration: string
}

/** A piece of the engine as it runs. */
export function Source({ file, declaration }: SourceProps) {
  return (
    <pre>
      {file} {declaration}
    </pre>
  )
}
