using EksGrader.Api.CommandLine;

return await EksGraderCommand.RunAsync(args);
