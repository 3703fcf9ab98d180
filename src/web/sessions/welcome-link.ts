/** The one-time link. The token stands behind `#`: browsers send that part to no server and to no other page. */
export const welcomeLink = (address: string, token: string): string => `${address.replace(/\/$/, '')}/#welcome=${token}`
