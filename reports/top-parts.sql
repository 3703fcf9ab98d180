-- title: Top parts
-- description: The parts that brought most in closed orders, before tax.
-- parameter: from, date, From, start of month - 3 months
-- parameter: to, date, To, today
-- parameter: store, store, Store
-- parameter: category, text, Category
-- parameter: most, choice, Show, 20, 10=10 parts, 20=20 parts, 100=100 parts
-- chart: bar x=Part y=Sales
-- money: Sales
SELECT
  l.part_number AS "Part",
  coalesce(p.description, max(l.description)) AS "Description",
  p.category AS "Category",
  round(sum(l.quantity), 1) AS "Quantity",
  p.unit AS "Unit",
  count(DISTINCT l.store_guid) AS "Stores",
  sum(CAST(round(l.quantity * l.unit_price * (100 - l.discount) / 100) AS INTEGER)) AS "Sales"
FROM repair_orders AS o
JOIN order_lines AS l ON l.store_guid = o.store_guid AND l.order_id = o.id
LEFT JOIN price_list AS p ON p.part_number = l.part_number
WHERE l.kind = 'part'
  AND l.part_number IS NOT NULL
  AND o.status IN ('paid', 'on account')
  AND o.closed_at >= coalesce(:from, '')
  AND o.closed_at < coalesce(date(:to, '+1 day'), '9999')
  AND (:store IS NULL OR o.store_guid = :store)
  AND (:category IS NULL OR p.category LIKE '%' || :category || '%')
GROUP BY l.part_number
ORDER BY "Sales" DESC
LIMIT CAST(:most AS INTEGER)
