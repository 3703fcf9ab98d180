import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Session } from '../../../../src/web/contract/session.ts'
import { useTabTitle } from '../../pieces/use-tab-title.ts'
import { storeNumberText } from '../../words/count-text.ts'
import classes from './entrance-frame.module.css'

type FrameProps = { session: Session; title: string; children: ReactNode }

/** What people see before they are signed in: whose office or store this is, and one form. */
export const EntranceFrame = ({ session: { role, name, number, version }, title, children }: FrameProps) => {
  useTabTitle(title)
  return (
    <main className={classes.frame}>
      <div className={classes.card}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <Title order={1} mt="md">
          {title}
        </Title>
        <Text c="dimmed" size="sm" mb="lg" className="co-wrap">
          {name} · {role === 'office' ? 'Head office' : number === null ? 'Store' : `Store ${storeNumberText(number)}`}
        </Text>
        {children}
      </div>
      <Text size="xs" c="dimmed" ta="center" mt="md">
        Central Office {version}
      </Text>
    </main>
  )
}
