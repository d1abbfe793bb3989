// Adds what remark-mdx-frontmatter exports to the module that @types/mdx declares; who reads it passes it through a schema.
declare module '*.mdx' {
  export const frontmatter: unknown
}
