import { commandOf, type ServicePlan } from './service-plan.ts'

/**
 * A unit for systemd (systemd.service(5), systemd.exec(5)). `system`: it runs as the user `user` from the computer's start on; else it
 * is a unit of the user's own.
 */
export function systemdUnit(plan: ServicePlan, { system, user }: { system: boolean; user: string }): string {
  return `[Unit]
Description=Central Office (${description(plan.home)})
${system ? 'After=network-online.target\nWants=network-online.target\n' : ''}
[Service]
Type=exec
ExecStart=${commandOf(plan).map(word).join(' ')}
${system ? `User=${user}\n` : ''}Restart=on-failure
RestartSec=30
# A running transmission ends at its next step.
TimeoutStopSec=120
KillSignal=SIGTERM
UMask=0077
NoNewPrivileges=yes
${system ? 'PrivateTmp=yes\nProtectSystem=full\nProtectKernelTunables=yes\nProtectControlGroups=yes\nRestrictSUIDSGID=yes\nRestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK\n' : ''}
[Install]
WantedBy=${system ? 'multi-user.target' : 'default.target'}
`
}

/** One word of a command: systemd reads quotes, backslashes, % and $ in it (systemd.service(5), "Command lines"). */
const word = (text: string): string =>
  `"${text
    .replaceAll(/["\\]/g, (sign) => `\\${sign}`)
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')}"`

/** Text of a setting: % stands for something, and a line ends it. */
const description = (text: string): string => text.replaceAll('%', '%%').replaceAll(/[\r\n\\]/g, ' ')
