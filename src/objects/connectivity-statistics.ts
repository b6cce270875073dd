import {
  averageMessage,
  kilobytesReceived,
  kilobytesSent,
  largestMessage,
  startCounting,
  stopCounting,
} from '../coap/statistics';
import {
  createInstance,
  getNumber,
  type InstanceOf,
  onExecute,
  onRead,
  onValidate,
  setNumber,
} from '../engine/application';
import { Answer } from '../engine/answer';
import { after, cancel } from '../engine/jobs';
import { Type } from '../format/type';
import { describe } from '../model/describe';
import { Operations } from '../model/description';
import { addObject } from '../model/objects';

/** Resources of object 7, Connectivity Statistics (OMA registry, version 1.0). */
export const enum ConnectivityStatistics {
  /** This client sends and receives no SMS: 0. */
  smsTxCounter = 0,
  smsRxCounter = 1,
  /** Whole kilobytes of 1000 bytes, with the headers of IP and UDP */
  txData = 2,
  rxData = 3,
  /** In bytes, with the headers of IP and UDP */
  maxMessageSize = 4,
  averageMessageSize = 5,
  start = 6,
  stop = 7,
  /** Seconds from Start to an end without Stop; 0 for none. */
  collectionPeriod = 8,
}

/** Object 7, Connectivity Statistics. */
export const connectivityStatistics = describe({
  id: 7,
  version: '1.0',
  resources: {
    [ConnectivityStatistics.smsTxCounter]: { type: Type.integer, operations: Operations.read },
    [ConnectivityStatistics.smsRxCounter]: { type: Type.integer, operations: Operations.read },
    [ConnectivityStatistics.txData]: { type: Type.integer, operations: Operations.read },
    [ConnectivityStatistics.rxData]: { type: Type.integer, operations: Operations.read },
    [ConnectivityStatistics.maxMessageSize]: { type: Type.integer, operations: Operations.read },
    [ConnectivityStatistics.averageMessageSize]: { type: Type.integer, operations: Operations.read },
    [ConnectivityStatistics.start]: { type: Type.none, operations: Operations.execute, mandatory: true },
    [ConnectivityStatistics.stop]: { type: Type.none, operations: Operations.execute, mandatory: true },
    [ConnectivityStatistics.collectionPeriod]: { type: Type.integer, operations: Operations.readWrite },
  },
});

type StatisticsInstance = InstanceOf<typeof connectivityStatistics>;

let statistics: StatisticsInstance;

function showCounts(instance: StatisticsInstance): Answer {
  setNumber(instance, ConnectivityStatistics.txData, kilobytesSent());
  setNumber(instance, ConnectivityStatistics.rxData, kilobytesReceived());
  setNumber(instance, ConnectivityStatistics.maxMessageSize, largestMessage());
  setNumber(instance, ConnectivityStatistics.averageMessageSize, averageMessage());
  return Answer.done;
}

function endCollection(): void {
  cancel(endCollection);
  stopCounting();
  showCounts(statistics);
}

function executeStart(instance: StatisticsInstance): Answer {
  const period = getNumber(instance, ConnectivityStatistics.collectionPeriod);
  startCounting();
  showCounts(instance);
  if (period !== undefined && period > 0) {
    after(period, endCollection);
  } else {
    cancel(endCollection);
  }
  return Answer.done;
}

function executeStop(): Answer {
  endCollection();
  return Answer.done;
}

function checkPeriod(value: number): Answer {
  return value >= 0 ? Answer.done : Answer.badRequest;
}

/** Adds the object and its only instance. Nothing is counted until a server executes Start. */
export function addConnectivityStatistics(): StatisticsInstance | undefined {
  cancel(endCollection); // reserves its place
  addObject(connectivityStatistics, 1);
  onRead(connectivityStatistics, ConnectivityStatistics.txData, showCounts);
  onRead(connectivityStatistics, ConnectivityStatistics.rxData, showCounts);
  onRead(connectivityStatistics, ConnectivityStatistics.maxMessageSize, showCounts);
  onRead(connectivityStatistics, ConnectivityStatistics.averageMessageSize, showCounts);
  onValidate(connectivityStatistics, ConnectivityStatistics.collectionPeriod, checkPeriod);
  onExecute(connectivityStatistics, ConnectivityStatistics.start, executeStart);
  onExecute(connectivityStatistics, ConnectivityStatistics.stop, executeStop);
  const instance = createInstance(connectivityStatistics, 0);
  if (instance !== undefined) {
    statistics = instance;
    setNumber(instance, ConnectivityStatistics.smsTxCounter, 0);
    setNumber(instance, ConnectivityStatistics.smsRxCounter, 0);
    setNumber(instance, ConnectivityStatistics.collectionPeriod, 0);
    showCounts(instance);
  }
  return instance;
}
