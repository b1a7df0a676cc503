using EksGrader.Api;

return await EksGraderCommand.RunAsync(args);
