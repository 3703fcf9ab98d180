import type { Target } from '../target.ts'
import { backupCopies, typedTexts } from './command-line.ts'
import { payloadContents } from './contents.ts'
import { habitsFiles, secretsFiles, settingsFiles } from './home-files.ts'
import { invitationContents, invitationTexts, storeKeys } from './invitation.ts'
import { listings } from './listings.ts'
import { joined, manifests } from './manifest.ts'
import { mergeAtOffice } from './merge.ts'
import { payloadNames } from './names.ts'
import { sealedFiles } from './sealed.ts'
import { siteReplies } from './site-replies.ts'
import { visitMarks } from './visit-mark.ts'

/** Every parser of something from outside. */
export const allTargets: readonly Target[] = [
  payloadNames,
  manifests,
  joined,
  visitMarks,
  sealedFiles,
  payloadContents,
  mergeAtOffice,
  invitationTexts,
  invitationContents,
  storeKeys,
  settingsFiles,
  secretsFiles,
  habitsFiles,
  siteReplies,
  listings,
  typedTexts,
  backupCopies,
]
