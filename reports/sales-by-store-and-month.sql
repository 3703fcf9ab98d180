-- title: Sales by store and month
-- description: Orders that were closed in the month, paid or on account, before tax.
-- parameter: from, date, From, start of month - 12 months
-- parameter: to, date, To, today
-- parameter: store, store, Store
-- chart: stacked x=Month y=Sales series=Store
-- money: Sales
SELECT
  substr(o.closed_at, 1, 7) AS "Month",
  s.name AS "Store",
  count(*) AS "Orders",
  sum(o.total) AS "Sales"
FROM repair_orders AS o
JOIN central_office_stores AS s ON s.guid = o.store_guid
WHERE o.status IN ('paid', 'on account')
  AND o.closed_at >= coalesce(:from, '')
  AND o.closed_at < coalesce(date(:to, '+1 day'), '9999')
  AND (:store IS NULL OR o.store_guid = :store)
GROUP BY 1, o.store_guid
ORDER BY 1, substr('0000000' || s.number, -7)
