import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page.module.css'
import { useTabTitle } from './use-tab-title.ts'

type PageProps = { title: string; lead?: ReactNode; actions?: ReactNode; wide?: boolean; children: ReactNode }

/** Set once a page of this visit has been shown: only a change of page moves the focus, never the first load. */
let shownBefore = false

/** A page: its one heading, which takes the focus when people come from another page, and what belongs to it. */
export function Page({ title, lead, actions, wide = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useTabTitle(title)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another page
  useEffect(() => {
    if (shownBefore) heading.current?.focus()
    shownBefore = true
  }, [title])
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="lg" className={classes.head}>
        <div className={classes.words}>
          <Title order={1} tabIndex={-1} ref={heading}>
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" size="sm" component="div" mt={2}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </div>
  )
}
