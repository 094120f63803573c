import { World } from '../unit/exchange/world.ts';
import { axisContract } from './axis.suite.ts';

axisContract('nothing in between', async () => {
  const world = new World();
  return { world, axisOf: (code) => world.axisOf(code) };
});
