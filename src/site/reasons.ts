import type { ErrorCode } from '../model/errors.ts'

/** What was being attempted; decides how a reply is read and what the sentence begins with. */
export type Doing =
  | 'connect'
  | 'secure'
  | 'sign-in'
  | 'open-home'
  | 'list'
  | 'make-folder'
  | 'upload'
  | 'download'
  | 'remove'
  | 'rename'
  | 'overwrite'
  | 'resume'
  | 'ask'

export type Reason =
  | 'host-unknown'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'dropped'
  | 'cut-short'
  | 'no-data-connection'
  | 'passive-refused'
  | 'active-refused'
  | 'needs-pret'
  | 'tls-not-offered'
  | 'tls-required'
  | 'tls-failed'
  | 'client-certificate'
  | 'login'
  | 'account-setup'
  | 'too-many'
  | 'forbidden'
  | 'home-forbidden'
  | 'blocked-name'
  | 'full'
  | 'missing'
  | 'busy'
  | 'not-known'
  | 'unclear'
  | 'unknown-listing'
  | 'disk-full'
  | 'local-file'

type Explanation = { code: ErrorCode; why: string; hint: string; retryable: boolean }

/**
 * What people read, for each reason. A hint names settings by their names on every screen (Host, Port, Enable SSL ...), never
 * a window or a command: the command line adds the command (src/cli/site-options.ts).
 */
export const explanations: Record<Reason, Explanation> = {
  'host-unknown': {
    code: 'SITE_HOST_UNKNOWN',
    why: 'no site of that name was found',
    hint: 'Check the spelling of Host, and whether this computer is on the internet.',
    retryable: true,
  },
  refused: {
    code: 'SITE_REFUSED',
    why: 'nothing answers at that port',
    hint: 'Check Host and Port (21, or 990 for implicit TLS); otherwise ask the hosting provider whether the FTP service is running.',
    retryable: true,
  },
  unreachable: {
    code: 'SITE_REFUSED',
    why: 'there is no way to it from this computer',
    hint: 'Check that this computer is on the internet, then try again.',
    retryable: true,
  },
  timeout: {
    code: 'SITE_TIMEOUT',
    why: 'it did not answer in time',
    hint: 'Try again later; if it happens every time, check Host, Port and Enable SSL, and ask the hosting provider whether a firewall keeps this computer out.',
    retryable: true,
  },
  dropped: {
    code: 'SITE_DROPPED',
    why: 'the connection was lost',
    hint: 'Try again; if it keeps happening, check the internet line of this location and ask the hosting provider.',
    retryable: true,
  },
  'cut-short': {
    code: 'SITE_DROPPED',
    why: 'it ended the transfer in the middle and said that all went well',
    hint: 'Try again; if it keeps happening, ask the hosting provider whether something on the way limits the size of a transfer, or its time.',
    retryable: true,
  },
  'no-data-connection': {
    code: 'SITE_DROPPED',
    why: 'it let us in, but the second connection, which carries files, could not be opened',
    hint: 'Change Passive Mode and test again; otherwise ask the hosting provider to open the passive ports of the FTP service in its firewall.',
    retryable: true,
  },
  'passive-refused': {
    code: 'SITE_DROPPED',
    why: 'it does not do passive mode',
    hint: 'Turn off Passive Mode and test again.',
    retryable: false,
  },
  'active-refused': {
    code: 'SITE_DROPPED',
    why: 'it does not do active mode, or not with this computer',
    hint: 'Turn on Passive Mode and test again.',
    retryable: false,
  },
  'needs-pret': {
    code: 'SITE_DROPPED',
    why: 'it wants to know the file before the data connection (PRET), which this program does not do',
    hint: 'Ask the hosting provider for an account on an ordinary FTP server, one that does without PRET.',
    retryable: false,
  },
  'tls-not-offered': {
    code: 'SITE_TLS',
    why: 'it does not offer an encrypted connection',
    hint: 'Ask the hosting provider to turn on FTPS (FTP over TLS); only if that is impossible, turn off Enable SSL.',
    retryable: false,
  },
  'tls-required': {
    code: 'SITE_TLS',
    why: 'it takes encrypted connections only',
    hint: 'Turn on Enable SSL (explicit TLS).',
    retryable: false,
  },
  'tls-failed': {
    code: 'SITE_TLS',
    why: 'the two sides could not agree on an encrypted connection',
    hint: 'Check whether Port and the kind of Enable SSL belong together (explicit: 21, implicit: 990); otherwise ask the hosting provider for TLS 1.2 or later.',
    retryable: false,
  },
  'client-certificate': {
    code: 'SITE_TLS',
    why: 'it asks for a certificate of this computer, and this program has none to show',
    hint: 'Ask the hosting provider to let this account sign in with username and password alone, without a client certificate.',
    retryable: false,
  },
  'account-setup': {
    code: 'SITE_LOGIN',
    why: 'it cannot open the folder of this account, which is not set up as its FTP server wants it',
    hint: 'Show this line to the hosting provider: the folder of the account has to be corrected there. It is not about username and password.',
    retryable: false,
  },
  login: {
    code: 'SITE_LOGIN',
    why: 'it did not accept the username and password',
    hint: 'Type Username and Password again; if they are right, ask the hosting provider whether the account is active.',
    retryable: false,
  },
  'too-many': {
    code: 'SITE_TOO_MANY_CONNECTIONS',
    why: 'too many connections are open there at the moment',
    hint: 'Try again in a few minutes; if it happens often, ask the hosting provider to allow more connections at a time.',
    retryable: true,
  },
  forbidden: {
    code: 'SITE_FORBIDDEN',
    why: 'the account may not do that',
    hint: 'Ask the hosting provider to give this account the right to list, make folders, write, read and delete where the files of this network lie.',
    retryable: false,
  },
  'home-forbidden': {
    code: 'SITE_FORBIDDEN',
    why: 'the folder is not there and the account may not make it, or may not enter it',
    hint: 'Check Home Dir, or ask the hosting provider to make that folder and give this account all rights in it.',
    retryable: false,
  },
  'blocked-name': {
    code: 'SITE_FORBIDDEN',
    why: 'a part of an upload that was cut off stands in its way and can be neither deleted nor renamed',
    hint: 'Ask the hosting provider to delete the hidden file that is named here, and to give this account the right to delete.',
    retryable: false,
  },
  full: {
    code: 'SITE_FULL',
    why: 'it has no room left',
    hint: 'Ask the hosting provider for more space (about 1 GB a store), and whether it limits the size of a single file; or delete what does not belong to this network.',
    retryable: false,
  },
  missing: {
    code: 'SITE_MISSING_FILE',
    why: 'the file is not there',
    hint: 'Nothing needs to be done: the next transmission sends what is missing.',
    retryable: false,
  },
  busy: {
    code: 'SITE_UNCLEAR_REPLY',
    why: 'it could not do that at the moment',
    hint: 'Try again in a few minutes; if it stays so, ask the hosting provider why.',
    retryable: true,
  },
  'not-known': {
    code: 'SITE_UNCLEAR_REPLY',
    why: 'it does not know how to do that',
    hint: 'Run Test Connection and show its result to the hosting provider.',
    retryable: false,
  },
  unclear: {
    code: 'SITE_UNCLEAR_REPLY',
    why: 'it answered something this program does not understand',
    hint: 'Run Test Connection and show its result to the hosting provider.',
    retryable: false,
  },
  'unknown-listing': {
    code: 'SITE_UNCLEAR_REPLY',
    why: 'it writes its listings in a form that this program does not know',
    hint: 'Ask the hosting provider to turn on MLSD, or listings as on Unix; show this line.',
    retryable: false,
  },
  'disk-full': {
    code: 'DISK_FULL',
    why: 'the disk of this computer is full',
    hint: 'Make room on this computer, then try again.',
    retryable: false,
  },
  'local-file': {
    code: 'LOCAL_FILE_REFUSED',
    why: 'a file on this computer could not be read or written',
    hint: 'Check that the home folder of this location is there and that the program may write in it.',
    retryable: true,
  },
}

/** How the sentence begins, up to the name of the site. `what`: the file or folder it is about, where there is one. */
export const attempts: Record<Doing, (what?: string) => string> = {
  connect: () => 'Could not connect to',
  secure: () => 'Could not encrypt the connection to',
  'sign-in': () => 'Could not sign in to',
  'open-home': (what) => `Could not open Home Dir${named(what)} on`,
  list: (what) => (what ? `Could not list the folder${named(what)} on` : 'Could not list the files on'),
  'make-folder': (what) => (what ? `Could not make the folder${named(what)} on` : 'Could not make a folder on'),
  upload: (what) => `Could not upload${named(what)} to`,
  download: (what) => `Could not download${named(what)} from`,
  remove: (what) => `Could not delete${what ? named(what) : ' files'} on`,
  rename: (what) => `Could not rename${what ? named(what) : ' a file'} on`,
  overwrite: (what) => `Could not overwrite${what ? named(what) : ' a file'} on`,
  resume: (what) => `Could not go on with${what ? named(what) : ' a download'} from`,
  ask: (what) => (what ? `Could not ask about${named(what)} on` : 'Could not ask'),
}

const named = (what: string | undefined): string => (what ? ` "${what}"` : '')
