/** coap-node as its README uses it: a SmartObject handed to a CoapNode. It adds resources of its own to /3/0. */
'use strict';
const SmartObject = require('smartobject');
const CoapNode = require('coap-node');
const { device, temperature } = require('../values.json');

const { BENCH_PORT, BENCH_ENDPOINT } = process.env;

const objects = new SmartObject();
objects.init('temperature', 0, {
  sensorValue: temperature[5700],
  units: temperature[5701],
  minMeaValue: temperature[5601],
  maxMeaValue: temperature[5602],
  minRangeValue: temperature[5603],
  maxRangeValue: temperature[5604],
});
const node = new CoapNode(BENCH_ENDPOINT, objects, { manuf: device[0], lifetime: 86400 });
node.on('error', (error) => console.error(error));
node.register('127.0.0.1', Number(BENCH_PORT), (error) => {
  if (error) throw error;
});
