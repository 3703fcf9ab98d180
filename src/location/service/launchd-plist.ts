import { join } from 'node:path'
import { commandOf, type ServicePlan } from './service-plan.ts'
import { xmlText } from './xml-text.ts'

/** What launchd knows it by. */
export const launchdLabel = (name: string): string => `org.central-office.${name}`

/** An agent of the user for launchd (launchd.plist(5)): begins when the user signs in. */
export function launchdPlist(plan: ServicePlan): string {
  const words = commandOf(plan).map((word) => `    <string>${xmlText(word)}</string>`)
  const log = xmlText(join(plan.home, 'log', 'service.txt'))
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${xmlText(launchdLabel(plan.name))}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ExitTimeOut</key>
  <integer>120</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardOutPath</key>
  <string>${log}</string>
  <key>StandardErrorPath</key>
  <string>${log}</string>
</dict>
</plist>
`
}
