import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from '../../../src/demo/shop/random.ts'
import { drawVin, vinCheckDigit } from '../../../src/demo/shop/vin.ts'

test('check digits agree with VINs whose check digit is known', () => {
  for (const vin of ['1M8GDM9AXKP042788', '11111111111111111', '1HGCM82633A004352', '5GZCZ43D13S812715']) {
    assert.equal(vinCheckDigit(vin), vin[8], vin)
  }
})

test('a drawn VIN has its maker, its model year and a check digit that one changed digit breaks', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1980, max: 2039 }),
      fc.integer({ min: 11, max: 16 }),
      (seed, year, place) => {
        const vin = drawVin(randomFrom(seed), 'WVW', year)
        assert.match(vin, /^WVW[0-9A-HJ-NPR-Z]{5}[0-9X][A-HJ-NPR-TV-Y1-9][A-HJ-NPR-Z][0-9]{6}$/)
        assert.equal(vinCheckDigit(vin), vin[8])
        const misread = `${vin.slice(0, place)}${(Number(vin[place]) + 1) % 10}${vin.slice(place + 1)}`
        assert.notEqual(vinCheckDigit(misread), vin[8])
      },
    ),
  )
})
