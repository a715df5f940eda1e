using ImageSearch.Cli;

using var encoding = new ConsoleEncoding();
return await CommandLine.RunAsync(args);
