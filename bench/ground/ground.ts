import type { BenchOptions } from '../options.ts'
import type { SampleShop } from './sample-shop.ts'
import type { Sites } from './sites.ts'

/** What every benchmark stands on. */
export type Ground = BenchOptions & {
  /** Temporary; whoever makes something in it takes it away again, for the next run has the disk to itself. */
  folder: string
  sites: Sites
  shop: SampleShop
  /** Says what is being measured. */
  tell: (text: string) => void
}
