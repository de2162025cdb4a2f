// Imported first by what runs the service: libraries look at this once, when they are loaded (graphql-js checks every type of every field
// without it, a tenth of the time of an answer).
process.env['NODE_ENV'] ??= 'production';
