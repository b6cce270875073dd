/** A Quectel BG96 as its manuals have it, as far as the board uses it, with the manners of a bad one where a test wants them. */

export interface ModemLine {
  write(bytes: string): void;
}

/** Where its datagrams go. */
export interface ModemNetwork {
  opened(id: number, host: string, port: number): void;
  closed(id: number): void;
  sent(id: number, datagram: Buffer): void;
}

export interface Manners {
  /** Said in the middle of every answer. */
  readonly interruption?: string;
  /** Whether line number `count` of all that it says is lost. */
  readonly loses?: (count: number) => boolean;
  /** Bytes that it writes at once; all unless told. */
  readonly pieceBytes?: number;
  /** Falls asleep without a word. */
  readonly isQuiet?: boolean;
}

/** Milliseconds: from the key until it listens, and how long the key is to be pressed for on and for off. */
const boot = 2000;
const key = { on: 500, off: 650 };

export class ScriptedModem {
  readonly commands: string[] = [];
  state: 'off' | 'asleep' | 'awake' = 'off';
  /** How often the key has switched it on or woken it. */
  boots = 0;
  signal = { rsrp: -97, rsrq: -11 };
  /** Whether it hears nothing although it runs: the line is cut. */
  isDeaf = false;
  private hasPower = false;
  private pressedAt = 0;
  private isEchoing = true;
  private readonly open = new Set<number>();
  private input = '';
  private said = 0;
  /** The socket of the bytes that are being sent, and how many are to come. */
  private sending: { id: number; bytes: number } | undefined;

  constructor(
    private readonly line: ModemLine,
    private readonly network: ModemNetwork,
    private readonly manners: Manners = {},
  ) {}

  /** Its pins: the power supply, and the key. */
  pin(name: string, level: number): void {
    if (name === 'D6') {
      this.hasPower = level === 1;
      if (!this.hasPower) this.lose('off');
    } else if (name === 'D15' && level === 1) {
      this.pressedAt = Date.now();
    } else if (name === 'D15' && this.hasPower) {
      const pressed = Date.now() - this.pressedAt;
      if (this.state === 'awake' && pressed >= key.off) this.lose('off');
      else if (this.state !== 'awake' && pressed >= key.on) {
        this.boots++;
        setTimeout(() => this.wakeUp(), boot);
      }
    }
  }

  private wakeUp(): void {
    this.state = 'awake';
    this.say('RDY');
    this.say('APP RDY');
  }

  /** Forgets everything, its sockets too. */
  private lose(state: 'off' | 'asleep' | 'awake'): void {
    for (const id of this.open) this.network.closed(id);
    this.open.clear();
    this.isEchoing = true;
    this.sending = undefined;
    this.input = '';
    this.state = state;
  }

  /** Its active timer has run out (3GPP TS 24.008, T3324). */
  sleep(): void {
    if (this.manners.isQuiet !== true) this.say('PSM POWER DOWN');
    this.lose('asleep');
  }

  /** Its periodic timer has run out (T3412): it updates its tracking area, and sleeps again in ten seconds. */
  updateTrackingArea(): void {
    this.wakeUp();
    setTimeout(() => this.sleep(), 10_000);
  }

  private write(bytes: string): void {
    const { pieceBytes = bytes.length } = this.manners;
    for (let at = 0; at < bytes.length; at += pieceBytes) this.line.write(bytes.slice(at, at + pieceBytes));
  }

  private say(text: string): void {
    if (this.manners.loses?.(this.said++) !== true) this.write(`\r\n${text}\r\n`);
  }

  private answer(text: string, result = 'OK'): void {
    if (text !== '') this.say(text);
    if (this.manners.interruption !== undefined) this.say(this.manners.interruption);
    this.say(result);
  }

  /** Takes bytes from the board. */
  receive(bytes: string): void {
    if (this.state !== 'awake' || this.isDeaf) return;
    this.input += bytes;
    for (;;) {
      if (this.sending !== undefined) {
        const { id, bytes: wanted } = this.sending;
        if (this.input.length < wanted) return;
        const datagram = this.input.slice(0, wanted);
        this.input = this.input.slice(wanted);
        this.sending = undefined;
        this.network.sent(id, Buffer.from(datagram, 'latin1'));
        this.answer('', 'SEND OK');
        continue;
      }
      const end = this.input.indexOf('\r');
      if (end < 0) return;
      const command = this.input.slice(0, end);
      this.input = this.input.slice(end + 1);
      if (this.isEchoing) this.write(`${command}\r`);
      this.commands.push(command);
      this.obey(command);
    }
  }

  private obey(command: string): void {
    const open = /^AT\+QIOPEN=1,(\d+),"UDP","([^"]+)",(\d+),0,1$/.exec(command);
    const send = /^AT\+QISEND=(\d+),(\d+)$/.exec(command);
    const close = /^AT\+QICLOSE=(\d+)$/.exec(command);
    if (open !== null) {
      const id = Number(open[1]);
      if (this.open.has(id)) return this.answer('', '+CME ERROR: 563'); // socket identity has been used
      this.open.add(id);
      this.network.opened(id, open[2], Number(open[3]));
      this.answer('');
      this.say(`+QIOPEN: ${id},0`);
    } else if (send !== null) {
      if (!this.open.has(Number(send[1]))) return this.answer('', 'ERROR');
      this.sending = { id: Number(send[1]), bytes: Number(send[2]) };
      if (this.manners.interruption !== undefined) this.say(this.manners.interruption);
      this.write('\r\n> ');
    } else if (close !== null) {
      if (this.open.delete(Number(close[1]))) this.network.closed(Number(close[1]));
      this.answer('');
    } else if (command === 'AT+CEREG?') {
      this.answer('+CEREG: 2,1,"1A2B","01C3D4E5",8');
    } else if (command === 'AT+QENG="servingcell"') {
      const { rsrp, rsrq } = this.signal;
      this.answer(`+QENG: "servingcell","NOCONN","CAT-NB","FDD",262,01,1C3D4E5,123,3740,8,0,0,1A2B,${rsrp},${rsrq},-86,15,30`);
    } else if (command === 'AT+CGPADDR=1') {
      this.answer('+CGPADDR: 1,"10.7.157.1"');
    } else if (/^(ATE0|AT\+(CMEE|QICSGP|CEREG|CPSMS|CEDRXS|QIDEACT|QIACT|QCFG)=.*)$/.test(command)) {
      if (command === 'ATE0') this.isEchoing = false;
      this.answer('');
    } else {
      this.answer('', 'ERROR');
    }
  }

  /** A datagram has come for a socket. @param lost Bytes of it that are lost on the line. */
  deliver(id: number, datagram: Buffer, lost = 0): void {
    if (this.open.has(id)) this.write(`\r\n+QIURC: "recv",${id},${datagram.length}\r\n${datagram.subarray(lost).toString('latin1')}\r\n`);
  }

  /** The network takes its address away. */
  deactivate(): void {
    for (const id of this.open) this.network.closed(id);
    this.open.clear();
    this.say('+QIURC: "pdpdeact",1');
  }

  /** Restarts, as after a loss of power. */
  restart(): void {
    this.lose('awake');
    this.say('APP RDY');
  }
}
