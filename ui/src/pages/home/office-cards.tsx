import { Select, TextInput } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { StoreCard as Store } from '../../../../src/web/contract/home.ts'
import { SearchIcon } from '../../icons/sign-icons.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { countText } from '../../words/count-text.ts'
import classes from './home.module.css'
import { StoreCard } from './store-card.tsx'
import { orders, type StoreOrder, storesInOrder } from './store-order.ts'

const LEAST_CARD_WIDTH = 300
const ROW_HEIGHT = 196
const GAP = 16
/** Up to so many are simply drawn. */
const ALL_AT_ONCE = 60
/** Fewer are seen at one glance. */
const MANY = 8

/** A card per store, as many beside each other as fit; only those in sight are drawn, so that 1,000 stores scroll well. */
export function OfficeCards({ stores }: { stores: Store[] }) {
  const [words, setWords] = useState('')
  const [order, setOrder] = useState<StoreOrder>('attention')
  const shown = useMemo(() => storesInOrder(stores, words, order), [stores, words, order])
  if (stores.length === 0) return null
  return (
    <section aria-label="Stores">
      {stores.length > MANY && (
        <div className={classes.find}>
          <TextInput
            aria-label="Find a store"
            placeholder="Find a store by number or name"
            leftSection={<SearchIcon size={16} />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Select
            aria-label="Order of the stores"
            data={[...orders]}
            value={order}
            onChange={(value) => value && setOrder(value as StoreOrder)}
          />
          <span className={classes.found}>{countText(shown.length, 'store')}</span>
        </div>
      )}
      {shown.length === 0 ? <Empty title="No store fits these words" /> : <Cards stores={shown} />}
    </section>
  )
}

const Cards = ({ stores }: { stores: Store[] }) =>
  stores.length > ALL_AT_ONCE ? (
    <CardRows stores={stores} />
  ) : (
    <div className={classes.fewCards}>
      {stores.map((store) => (
        <StoreCard key={store.guid} store={store} />
      ))}
    </div>
  )

function CardRows({ stores }: { stores: Store[] }) {
  const list = useRef<HTMLDivElement>(null)
  const [{ columns, top }, setPlace] = useState({ columns: 1, top: 0 })
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () =>
      setPlace({
        columns: Math.max(1, Math.floor((element.clientWidth + GAP) / (LEAST_CARD_WIDTH + GAP))),
        top: element.getBoundingClientRect().top + window.scrollY,
      })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const rows = useWindowVirtualizer({
    count: Math.ceil(stores.length / columns),
    estimateSize: () => ROW_HEIGHT,
    gap: GAP,
    overscan: 3,
    scrollMargin: top,
  })
  return (
    <div ref={list} className={classes.cards} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => (
        <div
          key={row.key}
          ref={rows.measureElement}
          data-index={row.index}
          className={classes.cardRow}
          style={{
            transform: `translateY(${row.start - top}px)`,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          }}
        >
          {stores.slice(row.index * columns, (row.index + 1) * columns).map((store) => (
            <StoreCard key={store.guid} store={store} />
          ))}
        </div>
      ))}
    </div>
  )
}
