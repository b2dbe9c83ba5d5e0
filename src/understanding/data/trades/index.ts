import { BUILDING } from './building';
import { GOODS_AND_FARMS } from './goodsAndFarms';
import { METAL_AND_MACHINES } from './metalAndMachines';
import { MINES_AND_CHEMICALS } from './minesAndChemicals';
import { POWER_AND_TRANSPORT } from './powerAndTransport';
import { PUBLIC_PLACES } from './publicPlaces';
import type { Trade } from './trade';

/**
 * The vocabularies of the trades, beside the words every workplace uses (`things.ts`, `places.ts`). Example: «七层女厕镜前灯漏电» reads as the
 * place «七层女厕» because 女厕 is a place of `publicPlaces.ts`.
 */
export const TRADES: readonly Trade[] = [
  PUBLIC_PLACES,
  MINES_AND_CHEMICALS,
  BUILDING,
  METAL_AND_MACHINES,
  GOODS_AND_FARMS,
  POWER_AND_TRANSPORT,
];
