import { Route, Switch } from 'wouter'
import { ParkedList } from './parked-list.tsx'
import { ParkedRowPage } from './parked-row-page.tsx'

export default function ParkedPage() {
  return (
    <Switch>
      <Route path="/parked/:number">{({ number }) => <ParkedRowPage key={number} number={Number(number)} />}</Route>
      <Route>
        <ParkedList />
      </Route>
    </Switch>
  )
}
