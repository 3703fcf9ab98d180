import { ReplicaSetup } from '../../model/replica-setup.ts'

/** The replica setup that fits `shopSchema`. Each of the four conflict rules is in use. */
export const shopReplicaSetup = (): ReplicaSetup =>
  ReplicaSetup.parse({
    version: 1,
    default: { sharing: 'store', rule: 'newest' },
    tables: {
      customers: {
        sharing: 'shared',
        rule: 'newest',
        columns: {
          // Who may owe how much is decided by the owner.
          credit_limit: { rule: 'office' },
          // Whoever stands before the customer knows the number best.
          phone: { rule: 'store' },
          mobile: { rule: 'store' },
          // Two people's notes: only a person can join them.
          notes: { rule: 'ask' },
        },
      },
      vehicles: { sharing: 'shared', rule: 'newest', columns: { odometer: { rule: 'store' }, notes: { rule: 'ask' } } },
      price_list: { sharing: 'office', rule: 'office' },
      labour_operations: { sharing: 'office', rule: 'office' },
      parts: { sharing: 'lookup', rule: 'store' },
      technicians: { sharing: 'store', rule: 'office' },
      repair_orders: { sharing: 'store', rule: 'newest' },
      order_lines: { sharing: 'store', rule: 'newest' },
      payments: { sharing: 'store', rule: 'ask' },
      appointments: { sharing: 'store', rule: 'store' },
      vehicle_photos: { sharing: 'store', rule: 'newest' },
    },
  })
