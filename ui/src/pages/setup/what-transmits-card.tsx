import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Card } from '../../pieces/card.tsx'

/** What transmits is decided at the office for all stores; a store sees what came of it. */
export const WhatTransmitsCard = ({ role }: { role: 'office' | 'store' }) => {
  const { lead, page, label } =
    role === 'office'
      ? {
          lead: 'Which tables transmit, who shares them, and who wins a conflict: the same for all stores.',
          page: '/replica-setup',
          label: 'Replica Setup',
        }
      : {
          lead: 'The office decides it for all stores. Which tables of this database take part, and which cannot, stands under Tables.',
          page: '/tables',
          label: 'Tables',
        }
  return (
    <Card
      title="What to transmit"
      lead={lead}
      actions={
        <Button component={Link} href={page} variant="default">
          {label}
        </Button>
      }
    />
  )
}
