/** What mcconfig makes of `config` in the manifest, for each device its own: the file config.json beside the partitions. */
import { File } from 'file';

const file = new File('config.json');
const config = JSON.parse(file.read(String));
file.close();

export default config;
