import { MantineProvider } from '@mantine/core'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Fault } from './api/fault.ts'
import { LiveEvents } from './api/live.tsx'
import { sessionQuery, useSession } from './api/use-session.ts'
import { Notices } from './notices/notices.tsx'
import { noteSignedIn } from './pages/sign-in/session-end.ts'
import { SignInPage } from './pages/sign-in/sign-in-page.tsx'
import { WelcomePage } from './pages/sign-in/welcome-page.tsx'
import { welcomeToken } from './pages/sign-in/welcome-token.ts'
import { Asking } from './pieces/ask.tsx'
import { FaultNotice } from './pieces/fault-notice.tsx'
import { Waiting } from './pieces/waiting.tsx'
import { Shell } from './shell/shell.tsx'
import { theme } from './theme.ts'

/** Whoever's session has ended meets the sign-in at once, and goes on where they were. */
const onError = (error: Error): void => {
  if (error instanceof Fault && error.code === 'SIGN_IN_NEEDED')
    void queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused stays refused; what did not get through is tried again.
      retry: (count, error) => count < 2 && error instanceof Fault && error.status === 0,
    },
  },
})

export const askWhoIsThere = () => queries.prefetchQuery(sessionQuery)

export const App = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <QueryClientProvider client={queries}>
      <Notices>
        <Asking>
          <Entrance />
        </Asking>
      </Notices>
    </QueryClientProvider>
  </MantineProvider>
)

/** Nobody sees more than the sign-in before signing in. */
function Entrance() {
  const { data, error, refetch } = useSession()
  const signedIn = data?.signedIn ?? false
  useEffect(() => {
    if (signedIn) noteSignedIn()
  }, [signedIn])
  if (data === undefined) return error ? <FaultNotice error={error} onRetry={() => void refetch()} /> : <Waiting />
  if (data.signedIn)
    return (
      <LiveEvents>
        <Shell session={data} />
      </LiveEvents>
    )
  return welcomeToken() === null && !data.needsPassword ? <SignInPage session={data} /> : <WelcomePage session={data} />
}
