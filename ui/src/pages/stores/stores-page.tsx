import { Route, Switch } from 'wouter'
import { StoreList } from './store-list.tsx'
import { StorePage } from './store-page.tsx'

export default function StoresPage() {
  return (
    <Switch>
      <Route path="/stores/:guid">{({ guid }) => <StorePage key={guid} guid={guid} />}</Route>
      <Route>
        <StoreList />
      </Route>
    </Switch>
  )
}
