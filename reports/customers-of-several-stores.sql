-- title: Customers seen at several stores
-- description: Who had orders at more than one store, what they brought before tax, and where they were last.
-- parameter: from, date, From, start of month - 12 months
-- parameter: to, date, To, today
-- money: Sales
WITH visits AS (
  SELECT o.customer_id, o.store_guid, count(*) AS orders, max(o.opened_at) AS latest,
    sum(CASE WHEN o.status IN ('paid', 'on account') THEN o.total ELSE 0 END) AS sales
  FROM repair_orders AS o
  WHERE o.status <> 'cancelled'
    AND o.opened_at >= coalesce(:from, '')
    AND o.opened_at < coalesce(date(:to, '+1 day'), '9999')
  GROUP BY o.customer_id, o.store_guid
)
SELECT
  c.name AS "Customer",
  c.city AS "City",
  count(*) AS "Stores",
  group_concat(s.name, ', ' ORDER BY v.latest DESC) AS "Where, latest first",
  sum(v.orders) AS "Orders",
  sum(v.sales) AS "Sales",
  substr(max(v.latest), 1, 10) AS "Last seen"
FROM visits AS v
JOIN customers AS c ON c.id = v.customer_id
JOIN central_office_stores AS s ON s.guid = v.store_guid
GROUP BY v.customer_id
HAVING count(*) > 1
ORDER BY count(*) DESC, sum(v.sales) DESC
