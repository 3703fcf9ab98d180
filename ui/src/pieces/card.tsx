import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './page.module.css'

type CardProps = { title?: ReactNode; lead?: ReactNode; actions?: ReactNode; children?: ReactNode }

/** One thing on a page, with a heading of the second order where it has a title. */
export function Card({ title, lead, actions, children }: CardProps) {
  const id = useId()
  return (
    <section className={classes.card} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" gap="sm" align="flex-start" className={classes.cardHead}>
          <div className={classes.words}>
            {title !== undefined && (
              <Title order={2} id={id}>
                {title}
              </Title>
            )}
            {lead !== undefined && (
              <Text size="sm" c="dimmed" component="div">
                {lead}
              </Text>
            )}
          </div>
          {actions}
        </Group>
      )}
      {children}
    </section>
  )
}
