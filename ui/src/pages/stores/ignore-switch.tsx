import { Switch } from '@mantine/core'
import type { StoreCard } from '../../../../src/web/contract/home.ts'
import { useStoreChange } from './use-store-change.ts'

/** Ignore this store: takes effect at once, and can be undone. */
export const IgnoreSwitch = ({ store, label }: { store: StoreCard; label?: string }) => {
  const change = useStoreChange(store)
  return (
    <Switch
      size="sm"
      checked={store.ignored}
      disabled={change.isPending}
      onChange={(event) => change.mutate({ ignored: event.currentTarget.checked })}
      {...(label === undefined ? { 'aria-label': `Ignore ${store.name}` } : { label })}
    />
  )
}
