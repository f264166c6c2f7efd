/** Started by a test and killed by it: opens a house with two stand-ins, one of which has a child in a group of its own, and prints their pids. */
import { openStandInHouse } from '../../../../src/engines/local/stand-ins/house.ts';
import { newFolder, server, standIn } from './standing-in.ts';

const folder = newFolder();
const house = await openStandInHouse(folder, { temporary: process.argv[2] ?? '' });
const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(()=>{}, 1e6)'], { stdio: 'ignore', detached: true }).pid`;
const first = await house.start(standIn(folder, server(), { name: 'first' }));
const program = `console.log('ready http://127.0.0.1:1?' + process.pid + ',' + ${child}); setInterval(() => {}, 1e6)`;
const second = await house.start(standIn(folder, program, { name: 'second' }));
const { pid } = (await (await fetch(first.url ?? '')).json()) as { pid: number };
process.stdout.write(`pids ${pid} ${(second.url ?? '').split('?')[1]?.split(',').join(' ')}\n`);
setInterval(() => undefined, 1e6);
