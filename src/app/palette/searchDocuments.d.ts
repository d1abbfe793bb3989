declare module 'virtual:search-documents' {
  const documents: readonly import('#prose/searchDocument.ts').SearchDocument[]
  export default documents
}
