import { diskPlants } from "./disk_plants.ts";
import { feedPlants } from "./feed_plants.ts";
import { meshPlants } from "./mesh_plants.ts";
import type { Plant } from "./plant.ts";
import { ringPlants } from "./ring_plants.ts";
import { starPlants } from "./star_plants.ts";

export const plants: readonly Plant[] = [
  ...feedPlants,
  ...diskPlants,
  ...ringPlants,
  ...meshPlants,
  ...starPlants,
];
