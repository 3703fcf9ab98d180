/** What each step of Test Connection tries, in words for the person at the counter. */
const words: Record<string, string> = {
  resolve: 'Find the site',
  connect: 'Connect',
  encrypt: 'Encrypt',
  'sign-in': 'Sign in',
  'open-home': 'Open Home Dir',
  'make-folder': 'Make a folder',
  write: 'Write files',
  list: 'List files',
  size: 'Ask for sizes',
  read: 'Read back, byte for byte',
  resume: 'Resume a download',
  'many-entries': 'List a full folder',
  clock: 'Compare clocks',
  overwrite: 'Overwrite a file',
  rename: 'Rename a file',
  names: 'Use the names of transmissions',
  features: 'Ask for features',
  connections: 'Several connections',
  delete: 'Delete files',
}

export const stepText = (name: string): string => words[name] ?? name
