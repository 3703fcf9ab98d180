import { Progress } from '@mantine/core'
import type { OnSite } from '../../../src/web/contract/home.ts'
import { bytesText } from '../words/count-text.ts'
import classes from './site-usage.module.css'

/** What files take on the site, against the allowance. */
export const SiteUsage = ({ use: { bytes, allowanceBytes, heldBack, nearlyFull } }: { use: OnSite }) => {
  const percent = Math.min(100, Math.round((100 * bytes) / allowanceBytes))
  return (
    <div className={classes.usage}>
      <div className={classes.words}>
        <span>On the site</span>
        <span className="co-number">
          {bytesText(bytes)} of {bytesText(allowanceBytes)}
          {heldBack ? ' - held back' : nearlyFull ? ' - nearly full' : ''}
        </span>
      </div>
      <Progress
        value={percent}
        size="sm"
        color={heldBack ? 'red' : nearlyFull ? 'orange' : 'blue'}
        aria-label={`${percent} % of the allowance on the site`}
      />
    </div>
  )
}
