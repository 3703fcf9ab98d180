/**
 * Does `work` for every item, for up to `width` of them at a time, begun in their order. The first failure keeps further
 * ones from being begun, and is thrown when all that were under way have ended.
 */
export async function sideBySide<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  const failures: unknown[] = []
  const oneAfterTheOther = async (): Promise<void> => {
    for (const item of left) {
      if (failures.length > 0) return
      try {
        await work(item)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, oneAfterTheOther))
  if (failures.length > 0) throw failures[0]
}
