/** Made by titlesPlugin.ts. */
declare module 'virtual:titles' {
  const titles: Readonly<Record<string, string>>
  export default titles
}
