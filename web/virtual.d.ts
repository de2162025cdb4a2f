declare module 'virtual:words/*' {
  const messages: import('./messages/words.ts').Catalogue;
  export default messages;
}
