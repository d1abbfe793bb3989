/** Where the texts of the search are: an array of SearchDocument, as JSON. */
declare module 'virtual:search-documents' {
  const address: string
  export default address
}
