using System.Resources;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Setup;

/// <summary>What is set up and what is missing: the checklist for admins, the same for <c>doctor</c>, and what staff are told of it.</summary>
internal static class SetupFeature
{
    public static IServiceCollection AddSetup(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackupOptions>().Bind(configuration.GetSection(BackupOptions.Section))
            .Validate(o => o.MaxAge > TimeSpan.Zero, "Backup:MaxAge is longer than nothing, such as 1.02:00:00.").ValidateOnStart();
        return services
            .AddScoped<ServiceSetup>()
            .AddScoped<CourseSetups>()
            .AddScoped<SetupChecklist>()
            .AddHostedService<IdentityAnnouncement>();
    }
}

/// <summary>The words of the checklist.</summary>
internal static class SetupTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(SetupTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}

/// <summary>Says once, after the start, that the service has no AWS identity. Looking for one may take seconds, so the start does not wait for it.</summary>
internal sealed partial class IdentityAnnouncement(AwsIdentity identity, ILogger<IdentityAnnouncement> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await identity.PrincipalArnAsync(region: null, stoppingToken) is null)
            Log.NoIdentity(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No AWS identity: students cannot give access by a role, and pages do not offer it. Give AWS credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or an instance role), or set Grading:PrincipalArn. 'doctor' tells what else is missing")]
        public static partial void NoIdentity(ILogger logger);
    }
}
