import { type Client, FTPError } from 'basic-ftp'

/** The text without the password. */
export const concealed = (text: string, password: string): string =>
  password === '' ? text : text.replaceAll(password, '***')

/**
 * Some sites echo what they were sent, and people read what a site said. Only refusals are altered: other replies hold
 * numbers and names that are needed as they are, and an account may well have the password "21".
 */
export const concealInRefusals = ({ ftp }: Client, password: string): void => {
  const handle = ftp.handle.bind(ftp)
  ftp.handle = (command, onReply) =>
    handle(command, (reply, task) => {
      const tells = reply instanceof FTPError && password !== '' && reply.message.includes(password)
      onReply(tells ? new FTPError({ code: reply.code, message: concealed(reply.message, password) }) : reply, task)
    })
}
