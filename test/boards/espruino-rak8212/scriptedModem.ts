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
}

export class ScriptedModem {
  readonly commands: string[] = [];
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
    } else if (command === 'AT+CSQ') {
      this.answer('+CSQ: 20,99');
    } else if (/^(ATE0|AT\+(CMEE|QICSGP|CEREG|CPSMS|CEDRXS|QIDEACT|QIACT)=.*)$/.test(command)) {
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


  /** Restarts, as after a loss of power. */
  restart(): void {
    for (const id of this.open) this.network.closed(id);
    this.open.clear();
    this.isEchoing = true;
    this.sending = undefined;
    this.input = '';
    this.say('APP RDY');
  }
}
