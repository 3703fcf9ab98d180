/**
 * The tables of an auto-repair shop, as its own shop program would have made them. Money is in cents, times are the
 * shop's wall clock. Customers and vehicles are known by keys that hold at every store; orders and what hangs on them are
 * counted by each store for itself. Running it twice changes nothing.
 */
export const shopSchema = /* sql */ `
CREATE TABLE IF NOT EXISTS customers (
  id TEXT PRIMARY KEY NOT NULL,                -- UUID
  name TEXT NOT NULL,
  company TEXT,
  phone VARCHAR(40),
  mobile VARCHAR(40),
  email VARCHAR(120),
  street TEXT,
  postcode VARCHAR(12),
  city TEXT,
  credit_limit DECIMAL(10,2),
  tax_exempt BOOLEAN NOT NULL DEFAULT 0,
  loyalty_number INTEGER,
  notes TEXT,
  since DATE NOT NULL
);
CREATE INDEX IF NOT EXISTS customers_by_name ON customers (name);
CREATE INDEX IF NOT EXISTS customers_by_phone ON customers (phone);

CREATE TABLE IF NOT EXISTS vehicles (
  vin TEXT PRIMARY KEY NOT NULL CHECK (length(vin) = 17),
  customer_id TEXT REFERENCES customers (id) ON DELETE SET NULL,
  plate VARCHAR(12),
  make TEXT NOT NULL,
  model TEXT NOT NULL,
  year INTEGER,
  engine TEXT,
  colour TEXT,
  odometer INTEGER,                            -- latest known reading, km
  front_camber REAL,                           -- last wheel alignment, degrees
  notes TEXT
);
CREATE INDEX IF NOT EXISTS vehicles_by_customer ON vehicles (customer_id);
CREATE INDEX IF NOT EXISTS vehicles_by_plate ON vehicles (plate);

CREATE TABLE IF NOT EXISTS vehicle_photos (
  vin TEXT NOT NULL REFERENCES vehicles (vin) ON UPDATE CASCADE ON DELETE CASCADE,
  position INTEGER NOT NULL,
  taken_at DATETIME NOT NULL,
  caption TEXT,
  image BLOB NOT NULL,
  thumbnail BLOB,
  PRIMARY KEY (vin, position)
);

CREATE TABLE IF NOT EXISTS price_list (
  part_number TEXT PRIMARY KEY NOT NULL,
  description TEXT NOT NULL,
  brand TEXT,
  category TEXT NOT NULL,
  unit TEXT NOT NULL DEFAULT 'piece',
  price INTEGER NOT NULL CHECK (price >= 0),
  cost INTEGER,
  valid_from DATE NOT NULL
);
CREATE INDEX IF NOT EXISTS price_list_by_category ON price_list (category, description);

CREATE TABLE IF NOT EXISTS labour_operations (
  code TEXT PRIMARY KEY NOT NULL,
  description TEXT NOT NULL,
  hours REAL NOT NULL,                         -- flat rate
  hourly_rate INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS parts (
  part_number TEXT NOT NULL PRIMARY KEY REFERENCES price_list (part_number) ON UPDATE CASCADE ON DELETE RESTRICT,
  on_hand REAL NOT NULL DEFAULT 0,             -- below zero while a delivery is not booked yet
  bin TEXT UNIQUE,
  min_stock REAL NOT NULL DEFAULT 0 CHECK (min_stock >= 0),
  counted_on DATE
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS technicians (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  badge TEXT UNIQUE,
  hourly_cost DECIMAL(8,2),
  active BOOLEAN NOT NULL DEFAULT 1,
  hired DATE
);

CREATE TABLE IF NOT EXISTS repair_orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_number TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES customers (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  vin TEXT REFERENCES vehicles (vin) ON UPDATE CASCADE ON DELETE SET NULL,
  technician_id INTEGER REFERENCES technicians (id) ON DELETE SET NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'in work', 'ready', 'paid', 'on account', 'cancelled')),
  opened_at DATETIME NOT NULL,
  closed_at DATETIME,
  odometer INTEGER,
  complaint TEXT,
  tax_rate REAL NOT NULL,
  total INTEGER NOT NULL DEFAULT 0             -- of the lines, before tax
);
CREATE INDEX IF NOT EXISTS repair_orders_by_customer ON repair_orders (customer_id);
CREATE INDEX IF NOT EXISTS repair_orders_by_vehicle ON repair_orders (vin, opened_at);
CREATE INDEX IF NOT EXISTS repair_orders_open ON repair_orders (status) WHERE closed_at IS NULL;

CREATE TABLE IF NOT EXISTS order_lines (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES repair_orders (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('labour', 'part', 'sublet', 'fee')),
  part_number TEXT REFERENCES price_list (part_number) ON UPDATE CASCADE ON DELETE SET NULL,
  labour_code TEXT REFERENCES labour_operations (code) ON UPDATE CASCADE ON DELETE SET NULL,
  description TEXT NOT NULL,
  quantity REAL NOT NULL CHECK (quantity <> 0), -- hours, pieces or litres; below zero: taken back
  unit_price INTEGER NOT NULL,
  discount REAL NOT NULL DEFAULT 0,            -- percent
  total INTEGER GENERATED ALWAYS AS (CAST(round(quantity * unit_price * (100 - discount) / 100) AS INTEGER)) VIRTUAL,
  UNIQUE (order_id, position)
);
CREATE INDEX IF NOT EXISTS order_lines_by_part ON order_lines (part_number) WHERE part_number IS NOT NULL;
CREATE INDEX IF NOT EXISTS order_lines_by_labour ON order_lines (labour_code) WHERE labour_code IS NOT NULL;

CREATE TABLE IF NOT EXISTS payments (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES repair_orders (id) ON DELETE RESTRICT,
  paid_at INTEGER NOT NULL,                    -- milliseconds since 1970
  method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'cheque')),
  amount INTEGER NOT NULL,                     -- with tax; below zero: paid back
  card_reference INTEGER,                      -- of the card terminal, 19 digits
  received_by TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS payments_by_order ON payments (order_id);
CREATE INDEX IF NOT EXISTS payments_by_time ON payments (paid_at);

CREATE TABLE IF NOT EXISTS appointments (
  id INTEGER PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id) ON UPDATE CASCADE ON DELETE CASCADE,
  vin TEXT REFERENCES vehicles (vin) ON UPDATE CASCADE ON DELETE SET NULL,
  starts_at DATETIME NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes > 0),
  bay INTEGER,
  state TEXT NOT NULL CHECK (state IN ('booked', 'kept', 'missed', 'withdrawn')),
  reason TEXT
);
CREATE INDEX IF NOT EXISTS appointments_by_time ON appointments (starts_at);
CREATE INDEX IF NOT EXISTS appointments_by_customer ON appointments (customer_id);
CREATE INDEX IF NOT EXISTS appointments_by_vehicle ON appointments (vin);
`
