-- title: Stock across stores
-- description: What lies where of every part, as of each store's last transmission.
-- parameter: part, text, Part or description
-- parameter: store, store, Store
-- parameter: which, choice, Show, all, all=all parts, short=below the least stock
-- money: Price
SELECT
  p.part_number AS "Part",
  l.description AS "Description",
  round(sum(p.on_hand), 1) AS "On hand",
  l.unit AS "Unit",
  sum(p.on_hand < p.min_stock) AS "Stores short of it",
  group_concat(s.name || ': ' || p.on_hand, '; ' ORDER BY substr('0000000' || s.number, -7)) AS "Where",
  l.price AS "Price"
FROM parts AS p
JOIN central_office_stores AS s ON s.guid = p.store_guid
LEFT JOIN price_list AS l ON l.part_number = p.part_number
WHERE (:store IS NULL OR p.store_guid = :store)
  AND (:part IS NULL OR p.part_number LIKE '%' || :part || '%' OR l.description LIKE '%' || :part || '%')
GROUP BY p.part_number
HAVING :which IS NOT 'short' OR sum(p.on_hand < p.min_stock) > 0
ORDER BY p.part_number
