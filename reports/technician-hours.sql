-- title: Technician hours
-- description: Hours that were sold (flat rate), and what they brought before tax, by the technician of the order.
-- parameter: from, date, From, start of month - 1 month
-- parameter: to, date, To, today
-- parameter: store, store, Store
-- chart: bar x=Technician y=Hours
-- money: Labour, An hour
SELECT
  coalesce(t.name, '(nobody named)') AS "Technician",
  s.name AS "Store",
  count(DISTINCT o.id) AS "Orders",
  round(sum(l.quantity), 1) AS "Hours",
  sum(CAST(round(l.quantity * l.unit_price * (100 - l.discount) / 100) AS INTEGER)) AS "Labour",
  CAST(round(sum(l.quantity * l.unit_price * (100 - l.discount) / 100) / sum(l.quantity)) AS INTEGER) AS "An hour"
FROM repair_orders AS o
JOIN order_lines AS l ON l.store_guid = o.store_guid AND l.order_id = o.id AND l.kind = 'labour'
JOIN central_office_stores AS s ON s.guid = o.store_guid
LEFT JOIN technicians AS t ON t.store_guid = o.store_guid AND t.id = o.technician_id
WHERE o.status IN ('paid', 'on account')
  AND o.closed_at >= coalesce(:from, '')
  AND o.closed_at < coalesce(date(:to, '+1 day'), '9999')
  AND (:store IS NULL OR o.store_guid = :store)
GROUP BY o.store_guid, o.technician_id
ORDER BY "Hours" DESC
