/** The words that vehicles, parts and work in sample rows are made of. `#` stands for a digit. */

export const vehicleNotes = [
  'Wheel lock key in glove box, code ####.',
  'Tow hook missing since 20##, told customer.',
  'Aftermarket exhaust no. #####, papers in file.',
  'Radio code ####-##. Do not disconnect battery! ⚠️',
  'Left rear door sticks; lift by # mm.',
  'Timing belt due at 1##,### km.',
]

export const complaints = [
  'Knocking from front left above ## km/h',
  'Brake pedal soft after ### km of mountain road',
  'Yearly service, ##,### km since the last one',
  'Engine light on, code P0### stored',
  'Pulls to the right, tyres worn to #.# mm',
  'Does not start below -## °C',
  'Air conditioning cools to ## °C only',
  'Oil under the car, about ### ml a week',
  'Clunk when shifting, says "like a hammer" (call ####)',
  'Winter tyres on, summer tyres to rack ##-##',
  'Rear wiper dead, fuse ## already changed',
  'Whining from gearbox at #### rpm 😖',
  'Battery reads 11.# V after ## hours',
  'Fährt im Notlauf seit ## km, Fehler U0###',
  'Steering heavy, fluid topped up ##.#',
]

export const captions = [
  'Scratch on arrival, ## cm',
  'Worn disc, #.# mm left',
  'Underbody, photo ###',
  '',
  'Schaden vorne links, Akte ####',
]

export const makes = [
  { name: 'Ford', maker: '1FA', models: ['Focus', 'Fiesta', 'Kuga', 'Transit'] },
  { name: 'Volkswagen', maker: 'WVW', models: ['Golf', 'Passat', 'Polo', 'up!'] },
  { name: 'Toyota', maker: 'JTD', models: ['Corolla', 'Yaris', 'RAV4'] },
  { name: 'Škoda', maker: 'TMB', models: ['Octavia', 'Fabia', 'Superb'] },
  { name: 'Honda', maker: '1HG', models: ['Civic', 'Accord', 'CR-V'] },
  { name: 'Citroën', maker: 'VF7', models: ['C3', 'Berlingo', 'ë-C4'] },
  { name: 'BMW', maker: 'WBA', models: ['320d', '118i', 'X3'] },
  { name: 'Volvo', maker: 'YV1', models: ['V70', 'XC60'] },
  { name: 'Kia', maker: 'KNA', models: ["cee'd", 'Sportage'] },
  { name: 'Fiat', maker: 'ZFA', models: ['500', 'Panda', 'Ducato'] },
] as const

export const engines = ['1.0 petrol', '1.4 petrol', '1.6 diesel', '2.0 diesel', '2.5 hybrid', '78 kWh electric']

export const colours = ['black', 'white', 'silver', 'graphite', 'night blue', 'red', 'café crème', 'bottle green']

/** What a part is, by category; prices in cents around which those of its kind lie. */
export const partKinds = [
  {
    category: 'filters',
    code: 'FIL',
    names: ['Oil filter', 'Air filter', 'Cabin filter', 'Fuel filter'],
    price: 1900,
    unit: 'piece',
  },
  {
    category: 'fluids',
    code: 'FLU',
    names: ['Engine oil 5W-30', 'Coolant', 'Brake fluid DOT 4', 'Gear oil'],
    price: 1450,
    unit: 'litre',
  },
  {
    category: 'brakes',
    code: 'BRK',
    names: ['Brake pad set', 'Brake disc', 'Brake caliper', 'Brake hose'],
    price: 6800,
    unit: 'piece',
  },
  {
    category: 'electrics',
    code: 'ELE',
    names: ['Battery', 'Spark plug', 'Ignition coil', 'Alternator', 'Headlamp'],
    price: 8900,
    unit: 'piece',
  },
  {
    category: 'suspension',
    code: 'SUS',
    names: ['Shock absorber', 'Control arm', 'Stabiliser link', 'Wheel bearing'],
    price: 9400,
    unit: 'piece',
  },
  {
    category: 'engine',
    code: 'ENG',
    names: ['Timing belt kit', 'Water pump', 'Thermostat', 'Turbocharger'],
    price: 15900,
    unit: 'piece',
  },
  {
    category: 'tyres',
    code: 'TYR',
    names: ['Summer tyre', 'Winter tyre', 'All-season tyre', 'Tyre valve'],
    price: 10900,
    unit: 'piece',
  },
  {
    category: 'body',
    code: 'BOD',
    names: ['Wiper blade', 'Wing mirror', 'Bumper clip', 'Door handle'],
    price: 3900,
    unit: 'piece',
  },
] as const

export const partVariants = [
  'front left',
  'front right',
  'rear left',
  'rear right',
  'front',
  'rear',
  'reinforced',
  'long life',
  'standard',
]

/** Invented makers of parts. */
export const brands = ['Norvik', 'Haldén', 'Tessaro', 'Kübelwerk', 'Pacific Crown', 'Żar-Tech', 'Oriole & Finch']

export const operationVerbs = ['Replace', 'Check', 'Adjust', 'Clean', 'Remove and refit', 'Diagnose']

export const sublets = [
  'Paint job at the neighbour’s, invoice ####',
  'Towing, ## km',
  'Glass repair by partner, job #####',
]

export const fees = ['Environmental fee', 'Loan car, # days', 'Shop supplies']
