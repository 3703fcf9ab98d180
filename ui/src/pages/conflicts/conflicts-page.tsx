import { Route, Switch } from 'wouter'
import { ConflictList } from './conflict-list.tsx'
import { ConflictPage } from './conflict-page.tsx'

export default function ConflictsPage() {
  return (
    <Switch>
      <Route path="/conflicts/:id">{({ id }) => <ConflictPage key={id} id={Number(id)} />}</Route>
      <Route>
        <ConflictList />
      </Route>
    </Switch>
  )
}
