// Makes Node take this machine for another: MACHINE has the platform, the architecture and the version of glibc.
const [platform, arch, glibc] = process.env.MACHINE.split(" ");
Object.defineProperty(process, "platform", { value: platform });
Object.defineProperty(process, "arch", { value: arch });
process.report.getReport = () => ({ header: glibc ? { glibcVersionRuntime: glibc } : {} });
