using EksGrader.Jobs.Mail;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host.Mail;

/// <summary>Brings e-mail into the service.</summary>
internal static class MailServices
{
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SchoolOptions>().Bind(configuration.GetSection(SchoolOptions.Section));
        services.AddSingleton<School>();
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.Section))
            .PostConfigure<School>(static (mail, school) => mail.From = school.NamedSender(mail.From)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsAreRight>();
        return services.AddSingleton<ISmtpPool, SmtpPool>().AddSingleton<MailProbe>();
    }

    private sealed class MailOptionsAreRight : IValidateOptions<MailOptions>
    {
        public ValidateOptionsResult Validate(string? name, MailOptions options) =>
            options.Faults().ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}

/// <summary>Opens connections to the mail server of the configuration.</summary>
internal sealed class SmtpPool(IOptions<MailOptions> options, TimeProvider time) : ISmtpPool
{
    public bool IsConfigured => options.Value.Host.Length > 0;

    public int Most => options.Value.Connections;

    public ISmtpConnection Open() => new SmtpConnection(options.Value, time);
}
